// What the server sends, as the pages name it: the generated types of its OpenAPI document, and nothing by hand.
import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type BoardView = Schemas["BoardView"];
export type CardView = Schemas["CardView"];
export type CardsView = Schemas["CardsView"];
export type Category = Schemas["Category"];
export type CouponView = Schemas["CouponView"];
export type ContactView = Schemas["ContactView"];
export type EffectRow = Schemas["EffectRow"];
export type Elsewhere = Schemas["Elsewhere"];
export type FoundView = Schemas["FoundView"];
export type FulfilmentView = Schemas["FulfilmentView"];
export type Health = Schemas["Health"];
export type HomeView = Schemas["HomeView"];
export type HourPoint = Schemas["HourPoint"];
export type KioskView = Schemas["KioskView"];
export type LabCode = Schemas["LabItem"];
export type LabelView = Schemas["LabelView"];
export type LabDevice = Schemas["LabDevice"];
export type LabView = Schemas["LabView"];
export type LaneRow = Schemas["LaneRow"];
export type LineView = Schemas["LineView"];
export type MemberView = Schemas["MemberView"];
export type Notice = Schemas["Notice"];
export type OrderView = Schemas["OrderView"];
export type OriginRow = Schemas["OriginRow"];
export type PaymentView = Schemas["PaymentView"];
export type ProductView = Schemas["ProductView"];
export type StockView = Schemas["StockView"];
export type QueueRow = Schemas["QueueRow"];
export type ShelfView = Schemas["ShelfView"];
export type StaffTile = Schemas["StaffTile"];
export type TillView = Schemas["TillView"];
export type VariantView = Schemas["VariantView"];

export type HealthState = Health["state"];
export type OrderState = OrderView["state"];
export type PaymentState = PaymentView["state"];
export type PlateColor = LaneRow["color"];
export type Way = LineView["way"];
