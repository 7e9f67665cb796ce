/** Texts in a language that has one form for whatever number of things: it lacks those for one thing alone. */
export type OneForm<Texts> = { readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: Texts[Key] extends object ? OneForm<Texts[Key]> : Texts[Key] }
