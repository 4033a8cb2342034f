/**
 * Mathematics no library on the class path has: hypergeometric functions and sums in log space.
 * Pure Java, no Spark, no I/O.
 */
package io.perennial.numerics;
