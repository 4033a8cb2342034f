/** The commands, each a list of stages; the runner counts, names and times them. */
package io.perennial.pipeline;
