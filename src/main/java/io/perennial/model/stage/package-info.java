/** Base classes of the Spark ML stages: Params, schemas, saving, loading, and the registry. */
package io.perennial.model.stage;
