import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { assertAccessible, openPage } from '../support/browser.ts'
import { signedIn, untilSame } from '../support/lived-in.ts'
import { NAME } from '../support/sandbox-pair.ts'
import { openStart } from '../support/start-scene.ts'

/** The other theme has the same parts. */
const LIGHT = { themes: ['light'] } as const

const UNREAD = { read: false, flagged: false, answered: false }
const mail = (name: string, subject: string): Buffer => Buffer.from([`Message-ID: <${name}@factory.example>`, 'From: 陳 <chen@factory.example>', 'To: anna@trading.example', `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', 'A body.', ''].join('\r\n'))

test('whoever keeps mail safe makes the backup and keeps its key, reads the backup back, goes back to a point, puts one message back, waives a measure and finds it all in the audit', async (t) => {
  const start = await openStart(t, { isConfigured: true, withBackup: 'without-key' })
  const { url, folder, sandbox } = start
  const people = await meetPeople(sandbox.ready)
  t.after(() => people.close())
  await people.dingtalk.put('inbox', mail('one', '<img src=x onerror=alert(1)>'), UNREAD, new Date('2026-11-01T08:00:00Z'))
  const page = await openPage(t)
  const api = await signedIn(page, start)

  await page.goto(`${url}/backups`)
  await page.getByRole('button', { name: 'Make the backup and its key' }).click()
  await page.getByRole('heading', { name: /^This is the key of the backup/ }).waitFor()
  await page.reload()
  await page.getByText(/^AGE-SECRET-KEY-1/).waitFor()
  await assertAccessible(page, LIGHT)
  await page.getByLabel('A copy of the key is kept elsewhere').check()
  await page.getByRole('button', { name: 'I have kept it: go on' }).click()
  await page.getByText(/^AGE-SECRET-KEY-1/).waitFor({ state: 'detached' })

  await api.post(`pairs/${NAME}/sync`)
  await untilSame(start)

  await page.goto(`${url}/backups`)
  await page.getByRole('button', { name: 'Read it all back' }).click()
  await page.getByText(/^Whole\. Restore points that were read back: 1,/).waitFor()
  const key = readFileSync(join(folder, 'backup-key.txt'), 'utf8').split('\n').find((line) => line.startsWith('AGE-SECRET-KEY')) ?? ''
  await page.getByLabel('End of the key').fill('NOT-THE-KEY-AT-ALL')
  await page.getByRole('button', { name: 'Compare with the key' }).click()
  await page.getByText('That is no copy of the key.').waitFor()
  await page.getByLabel('End of the key').fill(key.slice(-12))
  await page.getByRole('button', { name: 'Compare with the key' }).click()
  await page.getByText(/^A copy was shown by/).waitFor()
  await assertAccessible(page)

  await page.getByRole('link', { name: 'Go back to it' }).first().click()
  const folderField = page.getByLabel('Only this folder (leave empty for all)')
  await folderField.pressSequentially('No such folder')
  assert.equal(await folderField.inputValue(), 'No such folder', 'a field stays while one types')
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByText('The restore point has no such message or folder.').waitFor()
  await folderField.fill('')
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByRole('heading', { name: 'This would happen' }).waitFor()
  await assertAccessible(page, LIGHT)
  await page.getByRole('button', { name: 'Go back', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Go back', exact: true }).click()
  await page.getByRole('heading', { name: /^Done\. The pair is paused/ }).waitFor()
  await page.getByText(/is kept as the restore point/).waitFor()

  await page.goto(`${url}/backups`)
  await page.getByRole('link', { name: 'Find one message' }).last().click()
  await page.getByRole('button', { name: /^Open: / }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Open' }).click()
  await dialog.getByText('<img src=x onerror=alert(1)>').waitFor()
  await assertAccessible(page, LIGHT)
  await dialog.getByRole('button', { name: 'See what would happen' }).click()
  await dialog.getByText('Nothing is to be taken back').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  await page.goto(`${url}/measures/${NAME}`)
  await page.getByRole('button', { name: 'POP3 on Outlook: Yes' }).click()
  await page.getByText('Answered: yes.').waitFor()
  await page.getByRole('button', { name: 'Waive in writing' }).first().click()
  const verb = page.getByRole('dialog').getByRole('button', { name: 'Waive in writing' })
  assert.equal(await verb.isDisabled(), true, 'not without a reason')
  await page.getByLabel('Why it is right to go on without it').fill('two test mailboxes')
  await verb.click()
  await page.getByText(/^Waived by .*two test mailboxes$/).waitFor()
  await assertAccessible(page)

  await page.goto(`${url}/audit`)
  await page.getByRole('button', { name: 'Check the chains' }).click()
  await page.getByText(new RegExp(`^${NAME}: .*each as it was written`)).waitFor()
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Measure waived' })
  await page.getByRole('cell', { name: 'in writing' }).waitFor()
  assert.equal(await page.getByRole('row').count(), 2, 'the heads and the one record')
  await assertAccessible(page, LIGHT)

  await page.goto(`${url}/people/register`)
  await page.getByText('Not filled in yet: where the mailboxes are').waitFor()
  await assertAccessible(page, LIGHT)
})
