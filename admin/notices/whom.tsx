import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, TextField } from '#admin/inputs.tsx'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Draft } from '#core/notices/drafting.ts'
import { sizes } from '#core/notices/notice.ts'
import type { Office } from '#core/office.ts'

/** What the lists of the form offer. */
export interface Offered {
  office: Office
  sectors: { code: string; name: string; nameEn: string }[]
  /** the channels in use */
  channels: string[]
  /** Zalo has an approved template that something waits */
  tells: boolean
}

interface Part {
  c: AdminContext
  draft: Draft
  offered: Offered
}

/** The people it is for, by what they subscribed to. */
export function Whom({ c, draft, offered }: Part) {
  const t = words(c)
  const english = c.get('language') === 'en'
  const { office, sectors } = offered
  const { fieldIds, communes, sizes: chosen, sectors: picked } = draft.audience
  const named = (one: { name: string; nameEn: string }) => (english ? one.nameEn : one.name)
  return (
    <Card title={t('notices:whom')}>
      <p class="muted">{t('notices:whom.lead')}</p>
      <div class="form">
        <Boxes legend={t('notices:whom.fields')}>
          {office.fields.map((field) => (
            <CheckField
              name="fieldId"
              value={String(field.id)}
              label={named(field)}
              checked={fieldIds.includes(field.id)}
            />
          ))}
        </Boxes>
        <Boxes legend={t('notices:whom.sectors')} closed={picked.length === 0}>
          {sectors.map((sector) => (
            <CheckField
              name="sector"
              value={sector.code}
              label={named(sector)}
              checked={picked.includes(sector.code)}
            />
          ))}
        </Boxes>
        <Boxes legend={t('notices:whom.communes')} closed={communes.length === 0}>
          {office.communes.map(({ kind, name }) => (
            <CheckField
              name="commune"
              value={`${kind} ${name}`}
              label={`${kind} ${name}`}
              checked={communes.includes(`${kind} ${name}`)}
            />
          ))}
        </Boxes>
        <Boxes legend={t('notices:whom.sizes')} closed={chosen.length === 0}>
          {sizes.map((size) => (
            <CheckField
              name="size"
              value={size}
              label={t(`notices:size.${size}`)}
              checked={chosen.includes(size)}
            />
          ))}
        </Boxes>
      </div>
    </Card>
  )
}

/** Which ways it may travel. */
export function Ways({ c, draft, offered, filled }: Part & { filled: Filled }) {
  const t = words(c)
  const { channels, tells } = offered
  const { routes, audience, urgent } = draft
  const zalo = channels.includes('zalo')
  return (
    <Card title={t('notices:ways')}>
      <div class="form">
        <Boxes legend={t('notices:ways.channels')} closed={audience.channels.length === 0}>
          {channels.map((channel) => (
            <CheckField
              name="channel"
              value={channel}
              label={t(`panel:channel.${channel}`)}
              checked={audience.channels.some((one) => one === channel)}
            />
          ))}
        </Boxes>
        {zalo && <Way t={t} name="counted" checked={routes.counted} />}
        {!zalo && routes.counted && <input type="hidden" name="counted" value="on" />}
        {tells && <Way t={t} name="template" checked={routes.template} />}
        {zalo && <Way t={t} name="broadcast" checked={routes.broadcast} />}
        <Way t={t} name="urgent" checked={urgent} />
        {draft.documentId !== null && <Way t={t} name="remind" checked={audience.remind} />}
        <TextField
          c={c}
          name="lateDays"
          label={t('notices:ways.late')}
          hint={t('notices:ways.late.hint')}
          value={audience.lateDays}
          filled={filled}
          attributes={{ inputmode: 'numeric', maxlength: 2, size: 4 }}
        />
      </div>
    </Card>
  )
}

function Way({
  t,
  name,
  checked,
}: {
  t: ReturnType<typeof words>
  name: string
  checked: boolean
}) {
  const label = t(`notices:ways.${name}`)
  return (
    <CheckField name={name} label={label} hint={t(`notices:ways.${name}.hint`)} checked={checked} />
  )
}

/** Boxes of one question; `closed`: none is ticked, which means all, so they are shown on demand. */
function Boxes({
  legend,
  closed,
  children,
}: {
  legend: string
  closed?: boolean
  children: unknown
}) {
  if (closed === undefined) {
    return (
      <fieldset>
        <legend>{legend}</legend>
        <div class="checks">{children as never}</div>
      </fieldset>
    )
  }
  return (
    <details class="notice-boxes" open={!closed}>
      <summary>{legend}</summary>
      <div class="checks">{children as never}</div>
    </details>
  )
}
