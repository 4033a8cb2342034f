/**
 * Learners: trees that learn from earlier origins what the purchase models miss, and the hybrid of
 * both. What is computed for one customer or one window is plain Java.
 */
package io.perennial.model.ml;
