/** What is bought together, and what after it: orders with their products, counted. */
package io.perennial.basket;
