/**
 * The command line: options, exit codes and the console. The only package that reads the system
 * clock or ends the process.
 */
package io.perennial.cli;
