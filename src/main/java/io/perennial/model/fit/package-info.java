/** Maximum likelihood on cells: the search, the bootstrap and the result. */
package io.perennial.model.fit;
