/** Address of the page of one pair. */
export const pairPath = (name: string): string => `/pairs/${encodeURIComponent(name)}`
