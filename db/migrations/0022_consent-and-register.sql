CREATE TABLE "register_imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "register_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"state" text NOT NULL,
	"header" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"columns" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"staff_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "register_lines" (
	"import_id" bigint NOT NULL,
	"line" integer NOT NULL,
	"tax_code" text DEFAULT '' NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"size" text,
	"sector" text,
	"commune" text,
	"fault" text,
	"fault_values" jsonb,
	"warning" text,
	"outcome" text,
	CONSTRAINT "register_lines_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
ALTER TABLE "fee_files" ADD COLUMN "missing" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "referrals" ADD COLUMN "asked_again_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "referrals" ADD COLUMN "share_phone" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "referrals" ADD COLUMN "how" text;--> statement-breakpoint
ALTER TABLE "register_lines" ADD CONSTRAINT "register_lines_import_id_register_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."register_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "register_imports_running" ON "register_imports" USING btree ("id") WHERE "register_imports"."state" = 'importing';--> statement-breakpoint
CREATE INDEX "register_lines_code" ON "register_lines" USING btree ("import_id","tax_code");--> statement-breakpoint
CREATE UNIQUE INDEX "referrals_open" ON "referrals" USING btree ("ticket_id") WHERE "referrals"."ended_at" is null and "referrals"."state" <> 'declined';