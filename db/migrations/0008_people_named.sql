DROP INDEX "tickets_person";--> statement-breakpoint
ALTER TABLE "businesses" ADD COLUMN "named" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', translate(lower(regexp_replace(normalize(coalesce(name, ''), NFKD), '[̀-ͯ]', '', 'g')), 'đð', 'dd'))) STORED;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "named" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', translate(lower(regexp_replace(normalize(coalesce(name, ''), NFKD), '[̀-ͯ]', '', 'g')), 'đð', 'dd'))) STORED;--> statement-breakpoint
CREATE INDEX "businesses_named" ON "businesses" USING gin ("named");--> statement-breakpoint
CREATE INDEX "people_business" ON "people" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "people_named" ON "people" USING gin ("named");--> statement-breakpoint
CREATE INDEX "tickets_person" ON "tickets" USING btree ("person_id","opened_at");