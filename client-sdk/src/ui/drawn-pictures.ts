import type { DrawnPicture } from '../media/picture-size.ts'
import type { Room } from '../room/room.ts'

export type PictureSource = 'camera' | 'screen'

/** How large the one camera and the one screen that are shown are drawn, told to the room for whichever tracks they are. */
export class DrawnPictures {
  readonly #drawn = new Map<PictureSource, DrawnPicture>()

  note(source: PictureSource, picture: DrawnPicture, room: TellingRoom | null): void {
    this.#drawn.set(source, picture)
    if (room) this.tell(room)
  }

  /** For another call, whose pictures are drawn who knows where. */
  clear(): void {
    this.#drawn.clear()
  }

  /** Also of tracks that came later: the box is there before the picture. */
  tell(room: TellingRoom): void {
    for (const { id, participant, source } of room.remoteTracks.values()) {
      if (participant === room.participant || (source !== 'camera' && source !== 'screen')) continue
      const picture = this.#drawn.get(source)
      if (picture) room.prefer(id, picture)
    }
  }
}

type TellingRoom = Pick<Room, 'participant' | 'remoteTracks' | 'prefer'>
