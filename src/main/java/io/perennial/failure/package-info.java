/** How a job fails: an exit code and all problems found. */
package io.perennial.failure;
