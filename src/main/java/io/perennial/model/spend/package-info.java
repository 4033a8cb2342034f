/** Models of the value of a purchase. */
package io.perennial.model.spend;
