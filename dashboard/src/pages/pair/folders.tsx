import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { PairDetail } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'

/** Those that both clouds have come first, in this order. */
const ROLES = ['inbox', 'drafts', 'sent', 'trash', 'junk']

/** Folders as both mailboxes call them, and which are one. */
export function Folders({ pair: { name, left } }: { readonly pair: PairDetail }) {
  const { t, i18n } = useTranslation()
  const query = useQuery({ queryKey: ['pair', name, 'folders'], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/folders', { params: { path: { pair: name } } })) })
  return (
    <Loaded query={query}>
      {({ folders }) => (
        <Card isFlush>
          <DataTable
            label={t('pair.tabs.folders')}
            rows={folders.toSorted((a, b) => placeOf(a) - placeOf(b) || nameOf(a).localeCompare(nameOf(b), i18n.language))}
            keyOf={(folder) => `${folder.left} | ${folder.right}`}
            empty={<Empty icon="folder" title={t('pair.folders.none')} />}
            columns={[
              { title: t(`parts.cloud.${left}`), cell: (folder) => folder.left ?? '–', isTitled: true },
              { title: t('parts.cloud.outlook'), cell: (folder) => folder.right ?? '–' },
              { title: t('pair.folders.state'), cell: (folder) => (folder.left !== undefined && folder.right !== undefined ? <Badge tone="good">{t('pair.folders.both')}</Badge> : <Badge tone="note">{t('pair.folders.one')}</Badge>), isNarrow: true },
            ]}
          />
        </Card>
      )}
    </Loaded>
  )
}

interface Folder {
  readonly left?: string
  readonly right?: string
  readonly role?: string
}

const placeOf = ({ role }: Folder): number => (role !== undefined && ROLES.includes(role) ? ROLES.indexOf(role) : ROLES.length)

const nameOf = ({ left, right }: Folder): string => right ?? left ?? ''
