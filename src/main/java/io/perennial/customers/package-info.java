/** From transactions to the customers that models read, for those who use the models alone. */
package io.perennial.customers;
