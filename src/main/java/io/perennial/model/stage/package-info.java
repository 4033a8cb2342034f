/**
 * What a Spark ML stage in Java needs: Params, schemas, saving, loading, and which stages there
 * are.
 */
package io.perennial.model.stage;
