/** What a run did: the manifest, written and read back. */
package io.perennial.run;
