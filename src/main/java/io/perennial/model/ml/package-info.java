/**
 * Learners: trees and linear predictors that learn from earlier origins what the purchase models
 * miss. What is computed for one customer or one window is plain Java.
 */
package io.perennial.model.ml;
