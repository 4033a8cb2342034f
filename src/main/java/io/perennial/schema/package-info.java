/** Names of columns, money, row classes and the periods of the calendar. */
package io.perennial.schema;
