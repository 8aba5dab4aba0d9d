-- A store as version 0.1 wrote it (layout 1), as text: four plots and two parks, five edits, of which the first two are in the sources beside it.
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
BEGIN TRANSACTION;
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
INSERT INTO "gpkg_contents" VALUES('landstock_sources','attributes','Loaded sources','','2026-11-30T06:54:15.969Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "gpkg_contents" VALUES('landstock_edits','attributes','Edits','','2026-11-30T06:54:15.969Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "gpkg_contents" VALUES('plots','features','plots','地块 / Plots','2026-11-30T06:54:16.058Z',116.0,36.0,1.16100000000000008531e+02,36.01,4490);
INSERT INTO "gpkg_contents" VALUES('parks','features','parks','园区 / Parks','2026-11-30T06:54:16.029Z',116.0,36.0,1.1602000000000001023e+02,36.01,4490);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO "gpkg_geometry_columns" VALUES('plots','geom','GEOMETRY',4490,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('parks','geom','GEOMETRY',4490,0,0);
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO "gpkg_spatial_ref_sys" VALUES('Undefined cartesian SRS',-1,'NONE',-1,'undefined','undefined cartesian coordinate reference system');
INSERT INTO "gpkg_spatial_ref_sys" VALUES('Undefined geographic SRS',0,'NONE',0,'undefined','undefined geographic coordinate reference system');
INSERT INTO "gpkg_spatial_ref_sys" VALUES('WGS 84',4326,'EPSG',4326,'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]','longitude, latitude in degrees');
INSERT INTO "gpkg_spatial_ref_sys" VALUES('China Geodetic Coordinate System 2000',4490,'EPSG',4490,'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]','longitude, latitude in degrees');
CREATE TABLE landstock_edits (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, at DATETIME NOT NULL, author TEXT NOT NULL, collection TEXT NOT NULL,
  feature_id TEXT NOT NULL, before TEXT, after TEXT, exported BOOLEAN NOT NULL DEFAULT 0);
INSERT INTO "landstock_edits" VALUES(1,'2026-11-30T06:54:15.982+00:00','李工','plots','A1','{"type":"Feature","id":"A1","properties":{"id":"A1","name":"地块 1","site_area_m2":1000.5,"floors":2,"planned":true,"started":"2021-05-01","services":["water","gas;x"]},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}','{"type":"Feature","id":"A1","properties":{"id":"A1","name":"改名一","site_area_m2":2000.0,"floors":null,"planned":null,"started":null,"services":["water"]},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}',1);
INSERT INTO "landstock_edits" VALUES(2,'2026-11-30T06:54:15.991+00:00','王工','parks','P1','{"type":"Feature","id":"P1","properties":{"id":"P1","name":"园区 1"},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}','{"type":"Feature","id":"P1","properties":{"id":"P1","name":"园区改名"},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}',1);
INSERT INTO "landstock_edits" VALUES(3,'2026-11-30T06:54:16.049+00:00','李工','plots','A1','{"type":"Feature","id":"A1","properties":{"id":"A1","name":"改名一","site_area_m2":2000.0,"floors":null,"planned":null,"started":null,"services":["water"]},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}','{"type":"Feature","id":"A1","properties":{"id":"A1","name":"改名二","site_area_m2":null,"floors":3,"planned":false,"started":null,"services":null},"geometry":{"type":"Polygon","coordinates":[[[116.02000000000001,36.0],[116.02000000000001,36.01],[116.01,36.01],[116.01,36.0],[116.02000000000001,36.0]]]}}',0);
INSERT INTO "landstock_edits" VALUES(4,'2026-11-30T06:54:16.049+00:00','李工','plots','B9',NULL,'{"type":"Feature","id":"B9","properties":{"id":"B9","name":"新增","site_area_m2":null,"floors":null,"planned":null,"started":null,"services":null},"geometry":{"type":"Polygon","coordinates":[[[116.10000000000001,36.0],[116.10000000000001,36.01],[116.09,36.01],[116.09,36.0],[116.10000000000001,36.0]]]}}',0);
INSERT INTO "landstock_edits" VALUES(5,'2026-11-30T06:54:16.063+00:00','王工','plots','A0','{"type":"Feature","id":"A0","properties":{"id":"A0","name":"地块 0","site_area_m2":1000.5,"floors":2,"planned":true,"started":"2021-05-01","services":["water","gas;x"]},"geometry":{"type":"Polygon","coordinates":[[[116.01,36.0],[116.01,36.01],[116.0,36.01],[116.0,36.0],[116.01,36.0]]]}}',NULL,0);
CREATE TABLE landstock_sources (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, collection TEXT NOT NULL UNIQUE, source_sha256 TEXT NOT NULL,
  declaration_sha256 TEXT NOT NULL, loaded_at DATETIME NOT NULL, features INTEGER NOT NULL);
INSERT INTO "landstock_sources" VALUES(3,'plots','022b43089c06e88c98ad3f1e95278d1373fdc72ac4194c82f213edf6dd4a3d73','f025eab99b3b10cb0b4d6d32358525b531dede986b1413565cdf0c2e43aa0e1a','2026-11-30T06:54:16.029+00:00',4);
INSERT INTO "landstock_sources" VALUES(4,'parks','42b181251b358182be0f4e13fcd257c3df7b6d7a456d60a96510887d14fcd709','41102ab505b712ec79ada18dd26a03cff31736018e4e66607f460a397919297a','2026-11-30T06:54:16.029+00:00',2);
CREATE TABLE "parks" ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" GEOMETRY, "id" TEXT, "name" TEXT, UNIQUE ("id"));
INSERT INTO "parks" VALUES(1,X'475000038A1100000000000000005D40713D0AD7A3005D400000000000004240E17A14AE4701424001030000000100000005000000713D0AD7A3005D400000000000004240713D0AD7A3005D40E17A14AE470142400000000000005D40E17A14AE470142400000000000005D400000000000004240713D0AD7A3005D400000000000004240','P0','园区 0');
INSERT INTO "parks" VALUES(2,X'475000038A110000713D0AD7A3005D40E27A14AE47015D400000000000004240E17A14AE4701424001030000000100000005000000E27A14AE47015D400000000000004240E27A14AE47015D40E17A14AE47014240713D0AD7A3005D40E17A14AE47014240713D0AD7A3005D400000000000004240E27A14AE47015D400000000000004240','P1','园区改名');
CREATE TABLE "plots" ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" GEOMETRY, "id" TEXT, "name" TEXT, "site_area_m2" REAL, "floors" INTEGER, "planned" BOOLEAN, "started" DATE, "services" TEXT, UNIQUE ("id"));
INSERT INTO "plots" VALUES(2,X'475000038A110000713D0AD7A3005D40E27A14AE47015D400000000000004240E17A14AE4701424001030000000100000005000000E27A14AE47015D400000000000004240E27A14AE47015D40E17A14AE47014240713D0AD7A3005D40E17A14AE47014240713D0AD7A3005D400000000000004240E27A14AE47015D400000000000004240','A1','改名二',NULL,3,0,NULL,NULL);
INSERT INTO "plots" VALUES(3,X'475000038A110000E17A14AE47015D4052B81E85EB015D400000000000004240E17A14AE470142400103000000010000000500000052B81E85EB015D40000000000000424052B81E85EB015D40E17A14AE47014240E17A14AE47015D40E17A14AE47014240E17A14AE47015D40000000000000424052B81E85EB015D400000000000004240','A2','地块 2',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "plots" VALUES(4,X'475000038A11000052B81E85EB015D40C3F5285C8F025D400000000000004240E17A14AE4701424001030000000100000005000000C3F5285C8F025D400000000000004240C3F5285C8F025D40E17A14AE4701424052B81E85EB015D40E17A14AE4701424052B81E85EB015D400000000000004240C3F5285C8F025D400000000000004240','A3','地块 3',1000.5,2,1,'2021-05-01','["water", "gas;x"]');
INSERT INTO "plots" VALUES(6,X'475000038A110000F6285C8FC2055D406766666666065D400000000000004240E17A14AE47014240010300000001000000050000006766666666065D4000000000000042406766666666065D40E17A14AE47014240F6285C8FC2055D40E17A14AE47014240F6285C8FC2055D4000000000000042406766666666065D400000000000004240','B9','新增',NULL,NULL,NULL,NULL,NULL);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('landstock_sources',4);
INSERT INTO "sqlite_sequence" VALUES('landstock_edits',5);
INSERT INTO "sqlite_sequence" VALUES('plots',6);
INSERT INTO "sqlite_sequence" VALUES('parks',2);
COMMIT;
