import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Form, TextAreaField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { tell } from '../../parts/toast.tsx'
import { Why } from './how-to.tsx'
import { useAskAgain, useSetupStep } from './use-setup.ts'

interface Two {
  readonly left: string
  readonly right: string
}

const addPeople = (people: readonly Two[]) => dataOf(api.POST('/api/v1/setup/people', { body: { people: [...people] } }))

/** Three ways to say who is to be connected. */
export function AddPeople() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'one' | 'match' | 'list'>('one')
  return (
    <Tabs
      label={t('setup.pairs.add')}
      shown={shown}
      onShow={setShown}
      tabs={[
        { name: 'one', title: t('setup.pairs.one.tab'), body: <AddOne /> },
        { name: 'match', title: t('setup.pairs.match.tab'), body: <MatchLists /> },
        { name: 'list', title: t('setup.pairs.list.tab'), body: <ReadList /> },
      ]}
    />
  )
}

function AddOne() {
  const { t } = useTranslation()
  const [left, setLeft] = useState('')
  const [right, setRight] = useState('')
  const add = useSetupStep(async () => {
    const setup = await addPeople([{ left: left.trim(), right: right.trim() }])
    setLeft('')
    setRight('')
    return setup
  })
  return (
    <Form onSend={() => add.mutate(undefined)}>
      <TextField label={t('setup.pairs.left')} type="email" value={left} onText={setLeft} required />
      <TextField label={t('setup.pairs.right')} type="email" value={right} onText={setRight} required />
      {add.isError && <ProblemNotice error={add.error} />}
      <Row>
        <Button type="submit" icon="plus" isBusy={add.isPending} disabled={left === '' || right === ''}>
          {t('setup.pairs.one.add')}
        </Button>
      </Row>
    </Form>
  )
}

function MatchLists() {
  const { t } = useTranslation()
  const format = useFormat()
  const [left, setLeft] = useState('')
  const [right, setRight] = useState('')
  const match = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/setup/match', { body: { left, right } })) })
  const add = useSetupStep(async (pairs: readonly Two[]) => {
    const setup = await addPeople(pairs)
    match.reset()
    return setup
  })
  return (
    <Form onSend={() => match.mutate()}>
      <Why>{t('setup.pairs.match.why')}</Why>
      <TextAreaField label={t('setup.pairs.match.left')} value={left} onText={setLeft} />
      <TextAreaField label={t('setup.pairs.match.right')} value={right} onText={setRight} />
      <Row>
        <Button type="submit" isBusy={match.isPending} disabled={left === '' || right === ''}>
          {t('setup.pairs.match.look')}
        </Button>
      </Row>
      {match.isError && <ProblemNotice error={match.error} />}
      {match.data !== undefined && (
        <div aria-live="polite">
          <Stack>
            <DataTable
              label={t('setup.pairs.match.found')}
              rows={match.data.pairs}
              keyOf={(pair) => pair.left}
              columns={[
                { title: t('setup.pairs.left'), cell: (pair) => pair.left },
                { title: t('setup.pairs.right'), cell: (pair) => pair.right },
              ]}
              empty={<Notice tone="wait" title={t('setup.pairs.match.none')} />}
            />
            {[...match.data.left, ...match.data.right].length > 0 && (
              <Notice tone="note" title={t('setup.pairs.match.alone', { count: match.data.left.length + match.data.right.length })}>
                {format.list([...match.data.left, ...match.data.right])}
              </Notice>
            )}
            {match.data.wrong.length > 0 && (
              <Notice tone="wait" title={t('setup.pairs.match.wrong', { count: match.data.wrong.length })}>
                {format.list(match.data.wrong)}
              </Notice>
            )}
            {add.isError && <ProblemNotice error={add.error} />}
            {match.data.pairs.length > 0 && (
              <Row>
                <Button icon="plus" isBusy={add.isPending} onClick={() => add.mutate(match.data.pairs)}>
                  {t('setup.pairs.addCount', { count: match.data.pairs.length })}
                </Button>
              </Row>
            )}
          </Stack>
        </div>
      )}
    </Form>
  )
}

/** A file as base64, as the API takes it. */
async function encoded(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

const read = (list: string, dryRun: boolean) => dataOf(api.POST('/api/v1/setup/list', { body: { list, dryRun } }))

function ReadList() {
  const { t } = useTranslation()
  const askAgain = useAskAgain()
  const [list, setList] = useState<string>()
  const look = useMutation({
    mutationFn: async (file: File) => {
      const text = await encoded(file)
      setList(text)
      return read(text, true)
    },
  })
  const add = useMutation({
    mutationFn: (text: string) => read(text, false),
    onSuccess: async ({ people }) => {
      tell(t('setup.pairs.added', { count: people.length }))
      look.reset()
      await askAgain()
    },
  })
  return (
    <Form onSend={() => {}}>
      <Why>{t('setup.pairs.list.why')}</Why>
      <label>
        {t('setup.pairs.list.file')}{' '}
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file !== undefined) look.mutate(file)
          }}
        />
      </label>
      {(look.error ?? add.error) !== null && <ProblemNotice error={look.error ?? add.error} />}
      {look.data !== undefined && (
        <div aria-live="polite">
          <Stack>
            {look.data.bad.length > 0 && (
              <Notice tone="wait" title={t('setup.pairs.list.bad', { count: look.data.bad.length })}>
                <ul>
                  {look.data.bad.map(({ line, problem, other }) => (
                    <li key={`${line} ${problem}`}>{t(`setup.pairs.problem.${problem}`, { line, other: other ?? '' })}</li>
                  ))}
                </ul>
              </Notice>
            )}
            {look.data.people.length === 0 ? (
              <Notice tone="note" title={t('setup.pairs.list.none')} />
            ) : (
              <>
                <DataTable
                  label={t('setup.pairs.list.found')}
                  rows={look.data.people}
                  keyOf={(person) => person.name}
                  columns={[
                    { title: t('setup.pairs.name'), cell: (person) => person.name },
                    { title: t('setup.pairs.left'), cell: (person) => person.left },
                    { title: t('setup.pairs.right'), cell: (person) => person.right },
                    { title: t('setup.pairs.wave'), cell: (person) => person.wave },
                  ]}
                />
                <Row>
                  <Button icon="plus" isBusy={add.isPending} onClick={() => list !== undefined && add.mutate(list)}>
                    {t('setup.pairs.addCount', { count: look.data.people.length })}
                  </Button>
                </Row>
              </>
            )}
          </Stack>
        </div>
      )}
    </Form>
  )
}
