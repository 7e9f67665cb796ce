/** A text in which what stands between `<b>` and `</b>` must not be missed. */
export const WithStrong = ({ text }: { readonly text: string }) => text.split(/<\/?b>/).map((part, at) => (at % 2 === 0 ? part : <strong key={at}>{part}</strong>))
