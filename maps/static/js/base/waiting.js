/* How long a reader takes something for done at once: what takes longer is said to be under way. */

export const PATIENCE = 300; // Milliseconds
