/**
 * Mathematics that no library on the class path provides: hypergeometric functions and sums in log
 * space. Pure Java, no Spark, no I/O.
 */
package io.perennial.numerics;
