/**
 * The published tables, one file each: columns, rows, checks and the line in the plan. Everything
 * that iterates over tables uses {@link io.perennial.table.Tables}.
 */
package io.perennial.table;
