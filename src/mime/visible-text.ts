import { Tokenizer } from 'htmlparser2'

const HIDDEN = new Set(['script', 'style', 'title', 'template'])

/**
 * The text of HTML that a reader would see, in one linear pass over its tokens (no tree, so no nesting is too deep):
 * comments, scripts, styles and the title left out, entities decoded, each tag a blank.
 */
export function visibleText(html: string): string {
  const pieces: string[] = []
  let hidden = ''
  const name = (start: number, end: number) => html.slice(start, end).toLowerCase()
  const nothing = () => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => { if (hidden === '') pieces.push(html.slice(start, end)) },
      ontextentity: (codePoint) => { if (hidden === '') pieces.push(String.fromCodePoint(codePoint)) },
      oncdata: nothing,
      onopentagname: (start, end) => {
        if (hidden === '') pieces.push(' ')
        if (hidden === '' && HIDDEN.has(name(start, end))) hidden = name(start, end)
      },
      onclosetag: (start, end) => { if (name(start, end) === hidden) hidden = '' },
      onopentagend: nothing, onselfclosingtag: nothing, onattribname: nothing, onattribdata: nothing, onattribentity: nothing,
      onattribend: nothing, oncomment: nothing, ondeclaration: nothing, onprocessinginstruction: nothing, onend: nothing,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return pieces.join('')
}

/** Content ids that HTML shows by `cid:` (RFC 2392), percent and the few entities that occur in them decoded. */
export function shownContentIds(html: string): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const [, id = ''] of html.matchAll(/\bcid:([^\s"'<>)]{1,512})/gi)) ids.add(percentDecoded(id.replace(/&amp;/gi, '&').replace(/&#64;/g, '@')))
  return ids
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
