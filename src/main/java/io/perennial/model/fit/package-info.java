/** Maximum likelihood on cells: the search, the bootstrap, and what a fit found. */
package io.perennial.model.fit;
