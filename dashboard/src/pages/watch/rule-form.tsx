import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import { Button } from '../../parts/button.tsx'
import { Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Quiet, Row } from '../../parts/stack.tsx'
import type { WatchRule } from './answers.ts'
import { atLeastOne, inOneLine, listed } from './at-least-one.ts'
import { folderMeant, folderShown } from './folder-words.ts'
import { lookAgain } from './look-again.ts'
import { usePairName } from './pair-name.ts'
import { Trial, type RuleWish } from './trial.tsx'

const ABOUT = ['unread', 'unanswered', 'wrong-side'] as const
const EMPTY = { name: '', about: 'unread' as RuleWish['about'], hours: '4', from: '', keywords: '', folder: '', pair: '', channel: '' }
type Filled = typeof EMPTY

/** What was filled in, as the API takes it. `inbox`: what people call it. */
function wishOf({ name, about, hours, from, keywords, folder, pair, channel }: Filled, inbox: string): RuleWish {
  const words = atLeastOne(listed(keywords))
  return {
    name,
    about,
    hours: Number(hours),
    ...(from.trim() === '' ? {} : { from: from.trim() }),
    ...(words === undefined ? {} : { keywords: words }),
    ...(folder.trim() === '' ? {} : { folder: folderMeant(folder, inbox) }),
    ...(pair === '' ? {} : { pairs: pair.split(',') }),
    ...(channel === '' ? {} : { channels: channel.split(',') }),
  }
}

/** What is there of a rule, as it is filled in. Several pairs or channels, which only the API can name, stay together. */
const filledOf = ({ name, about, hours, from = '', keywords = [], folder = '', pairs = [], channels = [] }: WatchRule, inbox: string, language: string): Filled => ({ name, about, hours: String(hours), from, keywords: inOneLine(keywords, language), folder: folderShown(folder, inbox), pair: pairs.join(','), channel: channels.join(',') })

/** What is changed of a rule, and what is taken away. Pairs and channels that stay are not named: one that is gone would not be taken again. */
function changeOf(before: Filled, now: Filled, inbox: string) {
  const isOtherPair = now.pair !== before.pair
  const isOtherChannel = now.channel !== before.channel
  return { from: null, keywords: null, folder: null, ...(isOtherPair ? { pairs: null } : {}), ...(isOtherChannel ? { channels: null } : {}), ...wishOf({ ...now, pair: isOtherPair ? now.pair : '', channel: isOtherChannel ? now.channel : '' }, inbox) }
}

/** A rule that fits every message would tell of each. */
const isWhole = ({ name, about, hours, from, keywords }: Filled): boolean => name.trim() !== '' && hours !== '' && (about === 'wrong-side' || from.trim() !== '' || listed(keywords).length > 0)

/** A new rule, or one that is there already. It can be tried before it is kept. */
export function RuleForm({ rule, onDone }: { readonly rule?: WatchRule; readonly onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const inbox = t('watch.rules.inbox')
  const [filled, setFilled] = useState(rule === undefined ? EMPTY : () => filledOf(rule, inbox, i18n.language))
  const set = (some: Partial<Filled>): void => setFilled({ ...filled, ...some })
  const wish = wishOf(filled, inbox)
  const keep = useMutation({
    mutationFn: () =>
      rule === undefined
        ? dataOf(api.POST('/api/v1/watch/rules', { body: wish }))
        : dataOf(api.PATCH('/api/v1/watch/rules/{id}', { params: { path: { id: rule.id }, header: { 'if-match': rule.etag } }, body: changeOf(filledOf(rule, inbox, i18n.language), filled, inbox) })),
    onSuccess: onDone,
    onSettled: lookAgain,
  })
  return (
    <Form onSend={() => keep.mutate()}>
      <TextField label={t('watch.name')} value={filled.name} onText={(name) => set({ name })} help={t('watch.rules.nameHelp')} />
      <RadioField label={t('watch.rules.when')} value={filled.about} onChoose={(about) => set({ about })} options={ABOUT.map((value) => ({ value, label: t(`watch.rules.about.${value}`), help: t(`watch.rules.aboutMeans.${value}`) }))} />
      {filled.about !== 'wrong-side' && <TextField label={t('watch.rules.hours')} type="number" min={0} max={720} inputMode="numeric" value={filled.hours} onText={(hours) => set({ hours })} />}
      <TextField label={t('watch.rules.keywords')} value={filled.keywords} onText={(keywords) => set({ keywords })} placeholder={t('watch.rules.keywordsExample')} help={t('watch.rules.keywordsHelp')} />
      <TextField label={t('watch.rules.from')} value={filled.from} onText={(from) => set({ from })} help={t('watch.rules.fromHelp')} />
      <TextField label={t('watch.rules.folder')} value={filled.folder} onText={(folder) => set({ folder })} help={t('watch.rules.folderHelp', { inbox })} />
      <Where filled={filled} set={set} />
      <Trial key={JSON.stringify(filled)} wish={wish} isReady={isWhole(filled)} />
      {rule !== undefined && <Quiet>{t('watch.rules.changeMeans')}</Quiet>}
      {keep.isError && <ProblemNotice error={keep.error} />}
      <Row>
        <Button kind="primary" type="submit" isBusy={keep.isPending} disabled={!isWhole(filled)}>
          {t(rule === undefined ? 'watch.rules.add' : 'watch.save')}
        </Button>
      </Row>
    </Form>
  )
}

/** For whom, and by which way. Asked only where there is a choice. */
function Where({ filled, set }: { readonly filled: Filled; readonly set: (some: Partial<Filled>) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { names } = useKnownPairs()
  const pairName = usePairName()
  const channels = useQuery({ queryKey: ['watch', 'channels'], queryFn: () => dataOf(api.GET('/api/v1/watch/channels')) }).data?.channels ?? []
  const channelName = (id: string): string => channels.find((each) => each.id === id)?.name ?? t('watch.rules.goneChannel')
  const optionsOf = (chosen: string, those: readonly string[], named: (each: string) => string) => [
    ['', t('watch.all')] as const,
    // Several at once, and what is gone, are an option as long as they are chosen.
    ...(chosen === '' || those.includes(chosen) ? [] : [[chosen, format.list(chosen.split(',').map(named))] as const]),
    ...those.map((each) => [each, named(each)] as const),
  ]
  const pairs = optionsOf(filled.pair, names, pairName)
  const ways = optionsOf(filled.channel, channels.map(({ id }) => id), channelName)
  return (
    <>
      {pairs.length > 2 && <SelectField label={t('watch.pair')} value={filled.pair} options={pairs} onChoose={(pair) => set({ pair })} />}
      {ways.length > 2 && <SelectField label={t('watch.tabs.channels')} value={filled.channel} options={ways} onChoose={(channel) => set({ channel })} />}
    </>
  )
}
