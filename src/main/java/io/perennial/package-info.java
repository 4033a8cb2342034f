/**
 * Perennial: customer lifetime value on Spark.
 *
 * <p>Data flows down these packages. Nothing imports upward, and packages of one row do not import
 * each other (a test holds the code to it):
 *
 * <ol>
 *   <li>{@code cli}: main, options, the console
 *   <li>{@code pipeline}: the commands, each a list of stages
 *   <li>{@code report}: the report of a run and the history of runs, from published tables
 *   <li>{@code table simulate customers}: what is published, one file a table; the population of
 *       {@code simulate}; a Spark ML stage from transactions to customers
 *   <li>{@code basket evaluation}: orders with their products, counted by what cohorts are counted
 *       by; forecasts of the past, held against what followed
 *   <li>{@code ingest features cohort model economics segment subscription publish}: one thing each
 *   <li>{@code history}: the domain: what a purchase day is, what was known on a date
 *   <li>{@code run}: the manifest
 *   <li>{@code config}: the checked configuration
 *   <li>{@code schema}: column names, money, row classes
 *   <li>{@code numerics failure}: leaves
 * </ol>
 */
package io.perennial;
