/** How a job fails: an exit code and everything that was wrong, said once. */
package io.perennial.failure;
