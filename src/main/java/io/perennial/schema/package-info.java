/** The columns of every table, named once. */
package io.perennial.schema;
