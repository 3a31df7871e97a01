import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  newId,
  type RecordingDetails,
  type TenantId,
  type VerificationStep,
} from '@visavis/protocol'
import { openKeyRing } from '@visavis/recorder'
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import { startDemo } from '../src/index.ts'
import { recordCall, TENANT } from './recorded-call.ts'
import { ReviewApi } from './review-api.ts'

const run = promisify(execFile)

test('a recorded call is found, played with its length and an index, and every look is noted', async () => {
  await using stack = await startDemo({ pages: false })
  const { recording, room } = await recordCall(stack)
  const api = await ReviewApi.open(stack)

  const page = await api.get('/v1/recordings')
  expect(page).toMatchObject({ next: null, recordings: [{ recording, room, status: 'kept' }] })
  expect((await api.get('/v1/recordings?text=PLUG')).recordings).toMatchObject([{ hits: 1 }])
  expect((await api.get('/v1/recordings?text=nothing')).recordings).toEqual([])
  expect((await api.get('/v1/recordings?advisor=ada')).recordings).toHaveLength(1)
  expect((await api.get('/v1/recordings?advisor=bob')).recordings).toEqual([])
  expect((await api.get(`/v1/recordings?to=${page.recordings[0].startedAt}`)).recordings).toEqual(
    [],
  )

  const details = await api.get(`/v1/recordings/${recording}`)
  expect(details.tracks).toHaveLength(3)
  expect(details.consents.map(({ choice }: { choice: string }) => choice)).toEqual([
    'given',
    'given',
  ])
  expect(details.messages).toMatchObject([{ text: 'Where is the plug?' }])
  const actions = details.history.map(({ action, name }: Record<string, string>) => [action, name])
  expect(actions).toEqual([['viewed', 'Olga Officer']])

  const { links } = await api.post(`/v1/recordings/${recording}/links`)
  expect(links).toHaveLength(3)
  for (const { take, file, url } of links) {
    const { codec } = partOf(details, file)
    const whole = await fetch(new URL(url, stack.url))
    expect(whole.status).toBe(200)
    const bytes = Buffer.from(await whole.arrayBuffer())
    const { duration, complaints } = await probe(bytes)
    expect(complaints).toBe('')
    expect(duration).toBeGreaterThan(2)
    const part = await fetch(new URL(url, stack.url), { headers: { range: 'bytes=100-5099' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 100-5099/${bytes.length}`,
    ])
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 5_100))).toBe(true)
    const content = await api.get(`/v1/recordings/${recording}/parts/${take}/${file}`)
    expect(content.damages).toEqual([])
    expect(Math.abs(content.durationMs - duration * 1_000)).toBeLessThan(50)
    if (codec === 'opus') expect(Math.max(...content.peaks)).toBeGreaterThan(5)
    else expect(content.peaks).toBeNull()
  }
  const history = (await api.get(`/v1/recordings/${recording}`)).history
  expect(history.map(({ action }: Step) => action)).toEqual([
    'viewed',
    'viewed',
    'played',
    'viewed',
  ])
  const [{ url }] = links
  expect((await fetch(new URL(url, stack.url), { method: 'HEAD' })).status).toBe(404)
  expect(await api.refusal(url.replace(/signature=.{5}/, 'signature=AAAAA'))).toBe('link-invalid')
  expect(await api.refusal(url.replace(/\/media\/[^/]+\//, '/media/..%2f..%2f/'))).toBe(
    'invalid-request',
  )
  expect(await api.refusal('/v1/recordings/..%2f..%2fkeys')).toBe('invalid-request')

  const shopper = await ReviewApi.open(stack, { role: 'shopper' })
  expect(await shopper.refusal('/v1/recordings')).toBe('forbidden')
  const others = await ReviewApi.open(stack, { tenant: 'other' as TenantId })
  expect((await others.get('/v1/recordings')).recordings).toEqual([])
  expect(await others.refusal(`/v1/recordings/${recording}`)).toBe('not-found')
  expect(await others.refusal(url.replace('tenant=demo', 'tenant=other'))).toBe('link-invalid')
})

test('what was tampered with is named and the rest plays; held, released by two, exported and erased', async () => {
  await using stack = await startDemo({ pages: false })
  const { recording } = await recordCall(stack)
  const api = await ReviewApi.open(stack)
  const other = await ReviewApi.open(stack, { identity: 'second' })
  const { settings } = stack.signaling.context
  const path = `/v1/recordings/${recording}`
  const verified = async () => linesOf(await api.fetch(`${path}/verification`))
  expect((await verified()).filter(({ isRight }) => !isRight)).toEqual([])

  const details: Details = await api.get(path)
  const picture = details.tracks.flatMap(({ parts }) => parts).find(({ codec }) => codec !== 'opus')
  const folder = join(settings.dataDir, 'recordings', 'demo', recording)
  const file = join(folder, `${picture?.take}`, `${picture?.file}`)
  const bytes = await readFile(file)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 2_000) ^ 1, bytes.length - 2_000)
  await writeFile(file, bytes)
  const wrong = (await verified()).filter(({ isRight }) => !isRight)
  expect(wrong).toMatchObject([{ name: picture?.file, problem: 'recording-damaged' }])
  const made: { links: { file: string; url: string }[] } = await api.post(`${path}/links`)
  const link = made.links.find((one) => one.file === picture?.file)
  const whole = async () => (await fetch(new URL(`${link?.url}`, stack.url))).arrayBuffer()
  await expect(whole()).rejects.toThrow('terminated')
  expect((await probe(Buffer.from(await whole()))).complaints).toBe('')
  const content = await api.get(`${path}/parts/${picture?.take}/${picture?.file}`)
  expect(content.damages).toMatchObject([{ code: 'recording-damaged' }])

  const film = await api.post(`${path}/films`)
  const filmed = async () => (await api.get(`${path}/films/${film.id}`)).url
  await expect.poll(filmed, { timeout: 20_000 }).toEqual(expect.any(String))
  const mp4 = await fetch(new URL(await filmed(), stack.url))
  expect((await api.get(path)).history.map(({ action }: Step) => action)).toContain('played')
  expect(
    Buffer.from(await mp4.arrayBuffer())
      .subarray(4, 8)
      .toString(),
  ).toBe('ftyp')
  const some = await fetch(new URL(await filmed(), stack.url), { headers: { range: 'bytes=4-7' } })
  expect([some.status, await some.text()]).toEqual([206, 'ftyp'])
  const films = async () => (await api.get(`${path}/films`)).films
  expect(await films()).toEqual([{ id: film.id, state: 'done', progress: 1, url: null }])

  const [ada, bob] = details.people
  const nobody = newId('person')
  expect((await api.post(`${path}/hold`, { reason: 'case 7' })).hold).toMatchObject({
    reason: 'case 7',
  })
  expect(await api.refusal(`/v1/people/${bob?.person}/erase`, 'POST')).toBe('recording-held')
  expect(await api.refusal(`${path}/films/${film.id}`, 'DELETE')).toBe('recording-held')
  expect((await api.post(`${path}/release`)).hold.releases).toHaveLength(1)
  expect((await api.post(`${path}/release`)).hold.releases).toHaveLength(1)
  expect((await other.post(`${path}/release`)).hold).toBeNull()

  expect((await api.fetch(`${path}/films/${film.id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await api.refusal(`${path}/films/${film.id}`)).toBe('not-found')
  expect(await films()).toEqual([])

  const archive = await api.fetch(`/v1/people/${bob?.person}/export`)
  const names = await entriesOf(await archive.blob())
  expect(names.filter((one) => one.endsWith('.webm'))).toHaveLength(1)
  expect(names).toContain(`${recording}/consent-receipts.json`)

  const reviewer = await ReviewApi.open(stack, { role: 'reviewer' })
  expect(await reviewer.refusal(`/v1/people/${bob?.person}/erase`, 'POST')).toBe('forbidden')
  const { links } = await api.post(`${path}/links`)
  // As an erasure leaves it that was cut short.
  await openKeyRing(settings).destroy({ tenant: TENANT, recording, person: bob?.person ?? nobody })
  const erased = await api.post(`/v1/people/${bob?.person}/erase`)
  expect(erased).toMatchObject({ isTextErased: true, deletions: [{ recording }] })
  const after: Details = await api.get(path)
  const voices = after.tracks.filter(({ kind }) => kind === 'audio')
  expect(voices.map(({ isErased, person }) => [person, isErased])).toEqual(
    expect.arrayContaining([
      [ada?.person, false],
      [bob?.person, true],
    ]),
  )
  expect(after.messages.map(({ text }) => text)).toEqual([null])
  const answers = await Promise.all(
    links.map(({ url }: { url: string }) => fetch(new URL(url, stack.url))),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 410])
  expect(new Set(after.history.map(({ action }) => action))).toEqual(
    new Set([
      'viewed',
      'verified',
      'held',
      'release-asked',
      'released',
      'exported',
      'played',
      'erased',
      'composed',
      'film-deleted',
    ]),
  )

  const left = await entriesOf(await (await api.fetch(`/v1/people/${bob?.person}/export`)).blob())
  expect(left).toContain(`${recording}/deletion-receipts.json`)
  expect(left.filter((one) => one.endsWith('.webm'))).toEqual([])
  const voice = after.tracks.flatMap(({ parts }) => parts).find(({ codec }) => codec === 'opus')
  await writeFile(join(folder, `${voice?.take}`, `${voice?.file}`), 'nothing')
  const rest = await entriesOf(await (await api.fetch(`/v1/people/${ada?.person}/export`)).blob())
  expect(rest.filter((one) => one.endsWith('.damaged.json'))).toHaveLength(1)
  expect(rest).toHaveLength(names.length + 1)
})

test('a recording whose time is over goes, unless it is held, and its audit log says so', async () => {
  await using stack = await startDemo({ pages: false })
  const { recording } = await recordCall(stack)
  const [api, other] = [await ReviewApi.open(stack), await ReviewApi.open(stack, { identity: 'b' })]
  const path = `/v1/recordings/${recording}`
  const { dataDir } = stack.signaling.context.settings
  const folder = join(dataDir, 'recordings', 'demo', recording)
  const takes = (await readdir(folder)).filter((name) => name !== 'life.json')
  for (const take of takes) {
    const file = join(folder, take, 'manifest.json')
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...manifest, endedAt: 1 }))
  }
  const withheld = { people: [{ name: null }, { name: null }], messages: [{ text: null }] }
  const over: Details = await api.get(path)
  expect(over).toMatchObject({ status: 'kept', ...withheld })
  const unmask = `${path}/messages/${over.messages[0]?.message}/unmask`
  expect(await api.refusal(unmask, 'POST')).toBe('recording-erased')
  const bob = over.people.find(({ role }) => role === 'shopper')?.person
  const archive = await (await api.fetch(`/v1/people/${bob}/export`)).blob()
  expect(JSON.parse(await entryOf(archive, `${recording}/messages.json`))).toMatchObject([
    { text: null },
  ])
  const found = async (query: string) => (await api.get(`/v1/recordings?${query}`)).recordings
  expect([await found('text=plug'), await found('advisor=ada')]).toEqual([[], []])
  await api.post(`${path}/hold`, { reason: 'case 8' })
  await stack.recorder?.sweep()
  expect(await api.get(path)).toMatchObject({
    deletions: [],
    messages: [{ text: 'Where is the plug?' }],
  })
  expect(await found('text=plug')).toHaveLength(1)
  for (const one of [api, other]) await one.post(`${path}/release`)
  await stack.recorder?.sweep()
  const gone: Details = await api.get(path)
  const { deletions, history, tracks } = gone
  expect(gone).toMatchObject({ status: 'deleted', ...withheld })
  expect([await found('text=plug'), await found('advisor=ada')]).toEqual([[], []])
  expect(await found('')).toMatchObject([{ recording, people: withheld.people }])
  expect(await api.refusal(unmask, 'POST')).toBe('recording-erased')
  expect(deletions).toMatchObject([{ because: 'retention', person: null }])
  expect(tracks).toEqual([])
  expect(history.find(({ action }) => action === 'expired')).toMatchObject({ name: null })
  const left = await readdir(folder, { recursive: true, withFileTypes: true })
  expect(left.filter((one) => one.isFile()).map(({ name }) => name)).toEqual(['life.json'])
  expect((await api.post(`${path}/hold`, { reason: 'late' })).error.code).toBe('recording-erased')
})

test('an archive of a person shows what is behind stars to whoever may look there, and notes it', async () => {
  await using stack = await startDemo({ pages: false })
  const { recording } = await recordCall(stack, { message: 'Call me at +49 30 1234567' })
  const api = await ReviewApi.open(stack)
  const { people, messages }: Details = await api.get(`/v1/recordings/${recording}`)
  expect(messages).toMatchObject([{ text: 'Call me at *****', isMasked: true }])
  const bob = people.find(({ role }) => role === 'shopper')?.person
  const exported = async (one: ReviewApi) => {
    const archive = await one.fetch(`/v1/people/${bob}/export`)
    const [message] = JSON.parse(await entryOf(await archive.blob(), `${recording}/messages.json`))
    const { history }: Details = await api.get(`/v1/recordings/${recording}`)
    return { text: message.text, unmasked: history.filter(({ action }) => action === 'unmasked') }
  }
  const grants = { recordingReview: true, recordingManage: true, personalDataRead: false }
  const clerk = await ReviewApi.open(stack, { identity: 'clerk', grants })
  expect(await exported(clerk)).toEqual({ text: 'Call me at *****', unmasked: [] })
  expect(await exported(api)).toMatchObject({
    text: 'Call me at +49 30 1234567',
    unmasked: [{ name: 'Olga Officer', subject: bob }],
  })
})

test('the API of recordings is limited by address together with the rest', async () => {
  const limits = { api: { requests: 3, seconds: 60 } }
  await using stack = await startDemo({ pages: false, limits })
  const api = await ReviewApi.open(stack)
  for (let request = 0; request < 3; request++) await api.get('/v1/recordings')
  expect(await api.refusal('/v1/recordings')).toBe('rate-limited')
})

async function linesOf(response: Response): Promise<VerificationStep[]> {
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line))
}

async function entryOf(archive: Blob, name: string): Promise<string> {
  const reader = new ZipReader(new BlobReader(archive))
  const entry = (await reader.getEntries()).find(({ filename }) => filename === name)
  const text = entry?.directory === false ? await entry.getData(new TextWriter()) : ''
  await reader.close()
  return text
}

async function entriesOf(archive: Blob): Promise<string[]> {
  const reader = new ZipReader(new BlobReader(archive))
  const entries = await reader.getEntries()
  await reader.close()
  return entries.map(({ filename }) => filename)
}

type Details = RecordingDetails
type Step = Details['history'][number]
function partOf({ tracks }: Details, file: string) {
  const part = tracks.flatMap(({ parts }) => parts).find((one) => one.file === file)
  if (!part) throw new Error(`No part ${file}`)
  return part
}

/** What ffprobe says of a whole file. */
async function probe(bytes: Buffer): Promise<{ duration: number; complaints: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-review-'))
  try {
    const path = join(folder, 'part.webm')
    await writeFile(path, bytes)
    const { stdout, stderr } = await run('ffprobe', [
      ...['-v', 'warning', '-show_entries', 'format=duration', '-of', 'csv=p=0', path],
    ])
    return { duration: Number(stdout), complaints: stderr }
  } finally {
    await rm(folder, { recursive: true })
  }
}
