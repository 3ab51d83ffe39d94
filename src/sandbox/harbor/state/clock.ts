/** Now, as Harbor writes times. */
export const now = () => new Date().toISOString()
