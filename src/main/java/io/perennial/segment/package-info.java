/** Names for groups of customers. */
package io.perennial.segment;
