/** The commands, as sequences of stages, with their manifest and progress. */
package io.perennial.pipeline;
