/** The names of classes that hold now, for `className`. */
export const classes = (...names: readonly (string | false | undefined)[]): string => names.filter((name) => name !== undefined && name !== false && name !== '').join(' ')
