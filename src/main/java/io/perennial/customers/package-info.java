/**
 * A Spark ML stage from transactions to the customers that models read, for use of the models
 * without the job.
 */
package io.perennial.customers;
