/** What the templates of the report show: texts that are formatted already, beside their values. */
package io.perennial.report.page;
