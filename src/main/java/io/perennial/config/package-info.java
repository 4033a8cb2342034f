/** The configuration: HOCON files read into typed, checked records. */
package io.perennial.config;
