import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { assertAccessible, listen, openBrowser, openPage } from '../support/browser.ts'
import { openStart } from '../support/start-scene.ts'
import { unpackChromium } from '../support/unpack-chromium.ts'

const run = promisify(execFile)

test('the browser needs no library of the machine but those of the C language', { skip: process.env['CHROMIUM_PATH'] !== undefined && 'another browser was named' }, async () => {
  const { executablePath, env } = await unpackChromium()
  const brought = readdirSync(env['LD_LIBRARY_PATH'] ?? '')
  const { stdout } = await run('/lib64/ld-linux-x86-64.so.2', ['--list', executablePath], { env })
  const ofMachine = [...stdout.matchAll(/^\s*(\S+) => (\S+)/gm)].filter(([, , path = '']) => !path.startsWith(env['LD_LIBRARY_PATH'] ?? '')).map(([, name = '']) => name)
  assert.deepEqual(ofMachine.sort(), ['libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0'])
  assert.ok(brought.includes('libnss3.so'), 'the others came by npm')
})

test('a page that breaks the policy, fails, or asks for what is not there is heard of', async (t) => {
  const { url } = await openStart(t)
  const browser = await openBrowser()
  const context = await browser.newContext()
  t.after(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  listen(page, complaints)
  await page.goto(`${url}/icon.svg`)
  await page.goto(url)
  await page.evaluate(`
    document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))
    document.body.append(Object.assign(document.createElement('img'), { src: '/nowhere.png' }))
    document.body.append(Object.assign(document.createElement('button'), { id: 'nameless' }))
    setTimeout(() => { throw new Error('on purpose') })
  `)
  await page.waitForTimeout(200)
  for (const complaint of [/style.*Content Security Policy/, /404.*nowhere\.png/, /script: Error: on purpose/]) assert.ok(complaints.some((each) => complaint.test(each)), `${complaint} in ${complaints.join('\n')}`)
  await assert.rejects(assertAccessible(page, { themes: ['light'] }), /button-name[\s\S]*nameless/)
})

test('Chinese letters are drawn, each with its own', async (t) => {
  const page = await openPage(t, { language: 'zh-Hant-HK' })
  await page.setContent('<canvas width="40" height="40"></canvas>')
  const drawn = (letter: string): Promise<string> => page.evaluate(`(() => { const canvas = document.querySelector('canvas'); const pen = canvas.getContext('2d'); pen.clearRect(0, 0, 40, 40); pen.font = '30px system-ui'; pen.fillText('${letter}', 2, 32); return canvas.toDataURL() })()`)
  const pictures = await Promise.all(['\u{e000}', '關', '关', '補', '郵'].map(drawn))
  assert.equal(new Set(pictures).size, pictures.length)
})
