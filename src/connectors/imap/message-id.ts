import { notFound } from './errors.ts'

/** Where a message lies: RFC 3501 §2.3.1.1 makes folder, UIDVALIDITY and UID together unique. */
export interface Place {
  readonly folderId: string
  readonly uidValidity: string
  readonly uid: number
}

export const formatId = ({ folderId, uidValidity, uid }: Place): string => `${folderId}/${uidValidity}/${uid}`

/** @throws {SyncError} `NOT_FOUND` when `id` is none of ours */
export function parseId(id: string): Place {
  const [folderId, uidValidity, uid] = id.split('/')
  const number = Number(uid)
  if (folderId === undefined || uidValidity === undefined || !Number.isSafeInteger(number) || number < 1) throw notFound()
  return { folderId, uidValidity, uid: number }
}
