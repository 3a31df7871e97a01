import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Appends groups of events and answers four numbers for each group.
 *
 * `p_groups` holds six values for each group: room, tenant, expected sequence number or null, key or null, `true` to make
 * the room or null, number of events. `p_events` holds three for each event, in the order of the groups: type, actor,
 * body. Groups of a room stand together, and rooms in order, so that two calls cannot wait for each other. No two groups
 * of one call may share room and key.
 *
 * The answer: status (0 ok, 1 duplicate, 2 conflict, 3 closed, 4 not found), sequence number of the first event (of a
 * conflict the head), time, number of events.
 *
 * PL/pgSQL prepares each expression again in every transaction, so the usual group passes few of them. The insert counts
 * with `generate_subscripts`: `generate_series` tells the planner its length, which then plans anew every time.
 */
const APPEND_EVENTS = `
create function append_events(p_groups text[], p_events text[]) returns bigint[]
language plpgsql as $$
declare
  g text[] := p_groups;
  e text[] := p_events;
  v_group integer := 0;
  v_event integer := 0;
  v_stop integer;
  v_status integer;
  v_room text;
  v_tenant text;
  v_base bigint;
  v_hash bytea;
  v_at bigint;
  v_closed bigint;
  v_body_hash bytea;
  n integer := 0;
  n_events integer[];
  n_body_hashes bytea[];
  n_hashes bytea[];
  n_keys text[];
  n_sizes integer[];
  d_seq bigint;
  d_at bigint;
  d_size integer;
  v_answer bigint[];
begin
  while v_group < cardinality(g) loop
    if v_room is distinct from g[v_group + 1] then
      v_room := g[v_group + 1];
      select r.tenant, r.head_seq, r.head_hash, r.closed_at,
             greatest(r.head_at, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
      into v_tenant, v_base, v_hash, v_closed, v_at
      from rooms r where r.id = v_room and r.deleted_at is null
      for no key update;
      n := 0;
      n_events := null;
      n_hashes[0] := v_hash;
      n_keys := null;
      n_sizes := null;
    end if;

    v_stop := v_event + 3 * g[v_group + 6]::integer;
    v_status := 0;

    if v_closed is not null or v_tenant is distinct from g[v_group + 2]
       or g[v_group + 3] is not null or g[v_group + 4] is not null or g[v_group + 5] is not null then
      d_seq := 0;
      d_at := 0;
      d_size := 0;
      if v_tenant is null and g[v_group + 5] is not null then
        if coalesce(g[v_group + 3]::bigint, 0) <> 0 then
          v_status := 2;
        else
          v_at := floor(extract(epoch from clock_timestamp()) * 1000)::bigint;
          v_hash := sha256(convert_to(e'v1\\n' || g[v_group + 2] || e'\\n' || v_room, 'UTF8'));
          insert into rooms (id, tenant, base_hash, head_seq, head_hash, head_at, created_at)
          values (v_room, g[v_group + 2], v_hash, 0, v_hash, v_at, v_at)
          on conflict (id) do nothing;
          if found then
            v_tenant := g[v_group + 2];
            v_base := 0;
            n_hashes[0] := v_hash;
          else
            v_status := 2;
            select r.tenant, r.head_seq, r.head_hash, r.closed_at, greatest(r.head_at, v_at)
            into v_tenant, v_base, v_hash, v_closed, v_at
            from rooms r where r.id = v_room and r.deleted_at is null
            for no key update;
            n_hashes[0] := v_hash;
          end if;
        end if;
      elsif g[v_group + 5] is not null then
        v_status := 2;
      end if;

      if v_tenant is distinct from g[v_group + 2] then
        v_status := case when g[v_group + 5] is null then 4 else 2 end;
      else
        if g[v_group + 4] is not null and v_base > 0 then
          select x.seq, x.at, x.append_size into d_seq, d_at, d_size
          from room_events x where x.room_id = v_room and x.append_key = g[v_group + 4];
        end if;
        if d_size > 0 then
          v_status := 1;
        elsif v_status = 0 and v_closed is not null then
          v_status := 3;
        elsif g[v_group + 3]::bigint <> v_base + n then
          v_status := 2;
        end if;
        if v_status = 2 then
          d_seq := v_base + n;
        end if;
      end if;
      if v_status = 0 and g[v_group + 4] is not null then
        n_keys[n + 1] := g[v_group + 4];
        n_sizes[n + 1] := g[v_group + 6];
      end if;
    end if;

    if v_status = 0 then
      v_answer := v_answer || array[0, v_base + n + 1, v_at, g[v_group + 6]::bigint];
      while v_event < v_stop loop
        n := n + 1;
        v_body_hash := sha256(convert_to(e[v_event + 3], 'UTF8'));
        v_hash := sha256(v_hash || v_body_hash || convert_to(
          e'v1\\n' || v_room || e'\\n' || (v_base + n) || e'\\n' || v_at || e'\\n' || e[v_event + 1]
            || e'\\n' || e[v_event + 2], 'UTF8'));
        n_events[n] := v_event;
        n_body_hashes[n] := v_body_hash;
        n_hashes[n] := v_hash;
        if e[v_event + 1] = 'room-ended' then
          v_closed := v_at;
        end if;
        v_event := v_event + 3;
      end loop;
    else
      v_answer := v_answer || array[v_status, d_seq, d_at, d_size];
      v_event := v_stop;
    end if;

    v_group := v_group + 6;
    if n > 0 and v_room is distinct from g[v_group + 1] then
      update rooms set head_seq = v_base + n, head_hash = v_hash, head_at = v_at, closed_at = v_closed
      where id = v_room;
      insert into room_events (room_id, seq, tenant, at, type, actor, body, body_hash, prev_hash, hash,
                               append_key, append_size)
      select v_room, v_base + i, v_tenant, v_at,
             e[n_events[i] + 1], e[n_events[i] + 2], e[n_events[i] + 3],
             n_body_hashes[i], n_hashes[i - 1], n_hashes[i], n_keys[i], n_sizes[i]
      from generate_subscripts(n_events, 1) i;
    end if;
  end loop;
  return v_answer;
end
$$`

export const appendEvents: Migration = {
  async up(db) {
    await sql.raw(APPEND_EVENTS).execute(db)
  },
  async down(db) {
    await sql.raw('drop function append_events(text[], text[])').execute(db)
  },
}
