/** A text in which what stands between backticks is typed as it stands: an option, a command. */
export const WithCode = ({ text }: { readonly text: string }) => text.split('`').map((part, at) => (at % 2 === 0 ? part : <code key={at}>{part}</code>))
