import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import type { LegalHold } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { SelectField, TextAreaField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Timeline } from '../../parts/timeline.tsx'
import { tell } from '../../parts/toast.tsx'
import { usePairs } from './use-pairs.ts'

const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ['archive'] })

/** What must be kept whatever retention says. */
export function Holds({ holds }: { readonly holds: readonly LegalHold[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card title={t('archive.holds.title')} note={t('archive.holds.lead')} actions={<NewHold />}>
      {holds.length === 0 ? (
        <Empty icon="lock" title={t('archive.holds.none')} />
      ) : (
        <Timeline
          label={t('archive.holds.title')}
          of={holds.toReversed().map(({ name, address, pair, by, because, at, ended }) => ({
            key: name,
            at,
            icon: 'lock',
            tone: ended === undefined ? 'note' : 'plain',
            title: [name, address, pair].filter((part) => part !== undefined).join(' · '),
            body: ended === undefined ? t('archive.holds.since', { when: format.day(at), name: by, because }) : t('archive.holds.ended', { when: format.day(ended.at), name: ended.by, because: ended.because }),
            actions: ended === undefined ? <EndHold name={name} /> : undefined,
          }))}
        />
      )}
    </Card>
  )
}

function NewHold() {
  const { t } = useTranslation()
  const format = useFormat()
  const { names } = usePairs()
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [pair, setPair] = useState('')
  const [because, setBecause] = useState('')
  return (
    <ConfirmButton
      icon="plus"
      label={t('archive.holds.add')}
      title={t('archive.holds.add')}
      willDo={t('archive.holds.lead')}
      verb={t('archive.holds.add')}
      isIncomplete={name.trim() === '' || because.trim() === ''}
      run={async () => {
        const { covered } = await dataOf(api.POST('/api/v1/archive/holds', { body: { name, because, ...(address.trim() === '' ? {} : { address }), ...(pair === '' ? {} : { pair }) } }))
        tell(t('archive.holds.added', { count: covered, n: format.number(covered) }))
        await again()
      }}
    >
      <TextField label={t('archive.holds.name')} value={name} onText={setName} maxLength={100} />
      <TextField label={t('archive.holds.address')} value={address} onText={setAddress} />
      <SelectField label={t('archive.holds.pair')} value={pair} options={[['', t('archive.holds.all')] as const, ...names.map((each) => [each, each] as const)]} onChoose={setPair} />
      <TextAreaField label={t('archive.holds.because')} value={because} onText={setBecause} maxLength={500} />
    </ConfirmButton>
  )
}

function EndHold({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const [because, setBecause] = useState('')
  return (
    <ConfirmButton
      isSmall
      buttonKind="quiet"
      kind="danger"
      label={t('archive.holds.end')}
      title={t('archive.holds.endTitle', { name })}
      willDo={t('archive.holds.endWill')}
      verb={t('archive.holds.end')}
      isIncomplete={because.trim() === ''}
      run={async () => {
        await api.POST('/api/v1/archive/holds/{name}/end', { params: { path: { name } }, body: { because } })
        await again()
      }}
    >
      <TextAreaField label={t('archive.holds.because')} value={because} onText={setBecause} maxLength={500} />
    </ConfirmButton>
  )
}
