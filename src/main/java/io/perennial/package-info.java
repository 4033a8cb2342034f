/**
 * Perennial: customer lifetime value on Spark.
 *
 * <p>Data flows down these packages; nothing imports upward, and packages of one row do not import
 * each other (a test holds the code to it):
 *
 * <ol>
 *   <li>{@code cli}: main, options, the console
 *   <li>{@code pipeline}: the commands as sequences of stages
 *   <li>{@code customers}: from transactions to the customers of the models, as a stage of Spark ML
 *   <li>{@code ingest history features cohort model economics segment publish}: one thing each
 *   <li>{@code run schema config numerics failure}: leaves
 * </ol>
 */
package io.perennial;
