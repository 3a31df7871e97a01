import {
  type NewEvent,
  type Params,
  type Result,
  type TrackId,
  VisavisError,
} from '@visavis/protocol'
import type { Entrance } from '../rooms/entrance.ts'
import { unpublish } from '../rooms/presence.ts'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import { goneEvents, trackEvents } from './announce.ts'
import { mayPublish } from './may-publish.ts'
import type { PreparedMedia } from './prepared-media.ts'

export interface MediaMethodsOptions {
  readonly entrance: Entrance
  readonly prepared: PreparedMedia
}

export function mediaMethods({ entrance, prepared }: MediaMethodsOptions): BoundMethod[] {
  return [
    bindMethod('media.prepare', 'exclusive', (session, { rtpCapabilities }) =>
      prepared.prepare(session, rtpCapabilities),
    ),
    bindMethod('media.open', 'exclusive', (session, { rtpCapabilities }) =>
      entrance.reopenMedia(session, rtpCapabilities),
    ),
    ...transportMethods(entrance),
    ...trackMethods(),
    ...subscriptionMethods(),
  ]
}

function transportMethods(entrance: Entrance): BoundMethod[] {
  return [
    bindMethod('transport.create', 'shared', (session, { direction }) => {
      const { canPublish, canSubscribe } = session.grants
      if (!(direction === 'send' ? canPublish : canSubscribe)) throw new VisavisError('forbidden')
      return entrance.createTransport(session, direction)
    }),
    bindMethod('transport.connect', 'shared', async (session, params) => {
      await session.demandMedia().connect(params.transport, params.dtlsParameters)
      return {}
    }),
    bindMethod('transport.restart-ice', 'shared', async (session, { transport }) => ({
      iceParameters: await session.demandMedia().restartIce(transport),
    })),
    bindMethod('transport.close', 'exclusive', async (session, { transport }) => {
      const membership = session.demandMembership()
      await unpublish(membership, await membership.media.closeTransport(transport))
      return {}
    }),
  ]
}

function trackMethods(): BoundMethod[] {
  return [
    bindMethod('track.publish', 'shared', publish),
    bindMethod('track.prepare', 'shared', async (session, params) => {
      if (!mayPublish(session.grants, params.source)) throw new VisavisError('forbidden')
      const { id: track } = await session.demandMedia().prepareTrack(params)
      return { track }
    }),
    bindMethod('track.announce', 'shared', announce),
    bindMethod('track.set-muted', 'exclusive', setMuted),
    bindMethod('track.unpublish', 'exclusive', async (session, { track: id }) => {
      const membership = session.demandMembership()
      const track = membership.media.track(id)
      await membership.media.unpublish(id)
      if (track.state === 'announced') await unpublish(membership, [track])
      return {}
    }),
  ]
}

function subscriptionMethods(): BoundMethod[] {
  return [
    bindMethod('subscription.resume', 'shared', async (session, { subscriptions }) => {
      await session.demandMembership().media.subscriptions.resume(subscriptions)
      return {}
    }),
    bindMethod('subscription.pause', 'shared', async (session, { subscriptions }) => {
      await session.demandMembership().media.subscriptions.pause(subscriptions)
      return {}
    }),
    bindMethod('subscription.prefer', 'shared', async (session, { pictures }) => {
      session.demandMembership().media.subscriptions.prefer(pictures)
      return {}
    }),
  ]
}

async function publish(
  session: Session,
  params: Params<'track.publish'>,
): Promise<Result<'track.publish'>> {
  const { hub, media, participant } = session.demandMembership()
  const { source, kind, muted = false } = params
  if (!mayPublish(session.grants, source)) throw new VisavisError('forbidden')
  const own = await media.prepareTrack(params)
  const { id: track } = own
  // Asked again after a lost socket: what was asked first told the room.
  if (own.state === 'announced') return { track }
  own.state = 'announced'
  try {
    const body = { track, participant, kind, source, muted }
    const replaced = goneEvents(media.takeLeft(source), participant)
    await hub.append([{ type: 'track-published', actor: participant, body }, ...replaced])
  } catch (error) {
    media.discard(track)
    throw error
  }
  return { track }
}

async function announce(
  session: Session,
  { tracks }: Params<'track.announce'>,
): Promise<Result<'track.announce'>> {
  const { hub, media, participant } = session.demandMembership()
  const announced = trackEvents(media, participant, tracks)
  const replaced = announced.flatMap(({ body }) => media.takeLeft(body.source))
  await hub.append([...announced, ...goneEvents(replaced, participant)])
  return {}
}

async function setMuted(
  session: Session,
  { track, muted }: Params<'track.set-muted'>,
): Promise<Result<'track.set-muted'>> {
  const { hub, media, participant } = session.demandMembership()
  await media.setMuted(track, muted)
  await hub.decide(({ tracks }) => {
    const isNews = tracks[track] !== undefined && tracks[track].muted !== muted
    return isNews ? [mutedEvent(track, muted, participant)] : []
  })
  return {}
}

function mutedEvent(track: TrackId, muted: boolean, actor: NewEvent['actor']): NewEvent {
  return { type: muted ? 'track-muted' : 'track-unmuted', actor, body: { track } }
}
