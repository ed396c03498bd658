CREATE TABLE "report_figures" (
	"report_id" bigint NOT NULL,
	"figure" text NOT NULL,
	"kinds" text[] NOT NULL,
	"keys" text[] NOT NULL,
	"hits" boolean[] NOT NULL,
	"amounts" bigint[] NOT NULL,
	CONSTRAINT "report_figures_report_id_figure_pk" PRIMARY KEY("report_id","figure")
);
--> statement-breakpoint
ALTER TABLE "report_figures" ADD CONSTRAINT "report_figures_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;