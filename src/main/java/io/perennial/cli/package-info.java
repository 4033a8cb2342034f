/**
 * The command line: options, exit codes and the console. The only place that knows the clock on the
 * wall and ends the process.
 */
package io.perennial.cli;
