/** The population that the command {@code simulate} writes. */
package io.perennial.simulate;
