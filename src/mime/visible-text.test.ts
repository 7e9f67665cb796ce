import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bareText } from './clean-text.ts'
import { shownContentIds, visibleText } from './visible-text.ts'

const seen = (html: string) => bareText(visibleText(html))

test('only what a reader sees is text', () => {
  const head = '<html><head><title>no</title><style>no{}</style></head>'
  const html = `${head}<body><!-- no --><p>Hi&nbsp;&eacute;&#x4e2d;<script>no</script> a &lt; b<br>end</body>`
  assert.equal(seen(html), 'Hié中a<bend')
})

test('a frame around HTML, its white space and the case of its tags change nothing', () => {
  const html = '<P>one <b>two</b>\n\n<P>three &amp; four'
  assert.equal(seen(`<html>\r\n<head><meta charset="utf-8"></head>\r\n<body>${html.replaceAll('P', 'p')}\r\n</body></html>`), seen(html))
})

test('HTML without end, or nested beyond reason, is still read', () => {
  assert.equal(seen('a<b title="'), 'a')
  assert.equal(seen('<b>'.repeat(200_000) + 'x'), 'x')
  assert.equal(seen('a &am'), 'a&am')
})

test('content ids are found in attributes and styles, percent and entities decoded', () => {
  const html = '<img src="cid:a@b"><img src=\'CID:c%40d\'><td style="background:url(cid:e&amp;f)"><img src="cid:%zz">'
  assert.deepEqual([...shownContentIds(html)], ['a@b', 'c@d', 'e&f', '%zz'])
})
