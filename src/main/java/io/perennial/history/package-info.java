/**
 * The domain: the history of a customer by day, which days are purchases, and the summary as of a
 * date. Histories are built from classified rows in one shuffle and one sort and can be merged;
 * everything downstream is a function of them. The reconciliation of rows is stored beside them.
 */
package io.perennial.history;
