/** The columns of every table, named once, and the periods of the calendar. */
package io.perennial.schema;
