import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { WebhookDelivery } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { CheckField, FieldGroup, Form, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import type { Webhook } from './answers.ts'
import { atLeastOne } from './at-least-one.ts'
import { GROUPS } from './event-groups.ts'
import { askAgain } from './webhooks-query.ts'

type Kind = WebhookDelivery['kind']

/** Groups of which a webhook is told everything, and kinds that it is told of beside them, which only the API can choose. */
function chosenOf(kinds: readonly Kind[]): { readonly groups: readonly string[]; readonly others: readonly Kind[] } {
  const whole = GROUPS.filter((each) => each.kinds.every((kind) => kinds.includes(kind)))
  const told = new Set<Kind>(whole.flatMap((each) => [...each.kinds]))
  return { groups: whole.map(({ group }) => group), others: kinds.filter((kind) => !told.has(kind)) }
}

/** A new webhook, or one that is there already. `onDone` is given the secret of a new one. */
export function WebhookForm({ webhook, onDone }: { readonly webhook?: Webhook; readonly onDone: (secret?: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const before = chosenOf(webhook?.kinds ?? [])
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [name, setName] = useState(webhook?.name ?? '')
  const [chosen, setChosen] = useState(before.groups)
  const [others, setOthers] = useState(before.others)
  const keep = useMutation({
    mutationFn: async () => {
      const kinds = atLeastOne([...GROUPS.filter(({ group }) => chosen.includes(group)).flatMap((each): readonly Kind[] => each.kinds), ...others])
      const said = { url: url.trim(), ...(name.trim() === '' ? {} : { name: name.trim() }), ...(kinds === undefined ? {} : { kinds }) }
      if (webhook === undefined) return (await dataOf(api.POST('/api/v1/webhooks', { body: said }))).secret
      await api.PATCH('/api/v1/webhooks/{id}', { params: { path: { id: webhook.id }, header: { 'if-match': webhook.etag } }, body: { name: null, kinds: null, ...said } })
      return undefined
    },
    onSuccess: onDone,
    onSettled: askAgain,
  })
  return (
    <Form onSend={() => keep.mutate()}>
      {keep.isError && <ProblemNotice error={keep.error} />}
      <TextField label={t('webhooks.url')} type="url" value={url} onText={setUrl} help={t('webhooks.urlHelp')} />
      <TextField label={t('watch.name')} value={name} onText={setName} help={t('webhooks.nameHelp')} />
      <FieldGroup label={t('webhooks.kinds')} help={t('webhooks.kindsHelp')}>
        {GROUPS.map(({ group }) => (
          <CheckField key={group} label={t(`webhooks.group.${group}`)} isOn={chosen.includes(group)} onChange={(isOn) => setChosen(isOn ? [...chosen, group] : chosen.filter((each) => each !== group))} />
        ))}
        {before.others.length > 0 && <CheckField label={t('webhooks.others', { n: before.others.length })} help={format.list(before.others)} isOn={others.length > 0} onChange={(isOn) => setOthers(isOn ? before.others : [])} />}
      </FieldGroup>
      <Row>
        <Button kind="primary" type="submit" isBusy={keep.isPending} disabled={url.trim() === ''}>
          {t(webhook === undefined ? 'webhooks.add' : 'watch.save')}
        </Button>
      </Row>
    </Form>
  )
}
